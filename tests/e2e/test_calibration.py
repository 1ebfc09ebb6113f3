# SPDX-License-Identifier: Apache-2.0
"""Posteriors mean what they say, on sites whose truth is known: the short form of
bench/calibrate.py, with a fixed seed."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import calibrate  # noqa: E402
import cases  # noqa: E402

ENOUGH = 20  # verdicts in a bin


def test_posteriors_are_not_too_high(c):
    calibrate.RATES["app"] = max(calibrate.APP)
    verdicts, unnamed, accused = calibrate.run(c.program, 6, 7000, 150)
    assert accused == 0, f"{accused} true declarations contradicted"
    assert len(verdicts) > 400 and unnamed > 50, (len(verdicts), unnamed)
    for low, _, n, mean, share, _, most in calibrate.table(verdicts):
        assert n < ENOUGH or most >= mean, f"posterior {mean:.3f}: {share:.3f} of {n} right"
    sure = [right for p, right in verdicts if p >= 0.9]
    assert sum(sure) >= 0.98 * len(sure) and len(sure) > 200, f"{sum(sure)} of {len(sure)}"
    assert sum(p for p, _ in verdicts) <= sum(right for _, right in verdicts) + 0.02 * len(verdicts)


def test_wilson_interval(c):
    least, most = calibrate.wilson(9, 10)
    assert abs(least - 0.596) < 0.001 and abs(most - 0.982) < 0.001, (least, most)
    least, most = calibrate.wilson(10, 10)
    assert most <= 1.0 + 1e-9 and abs(least - 0.722) < 0.001


cases.main(dict(sorted(globals().items())), sys.argv[1], sys.argv[2])
