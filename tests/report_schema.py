# SPDX-License-Identifier: Apache-2.0
"""The JSON report against docs/report.schema.json: report_schema.py SAMPLE SCHEMA, where SAMPLE is
the program report_sample. Skipped (77) where python3-jsonschema is not installed."""
import copy
import json
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def main():
    sample, schema_file = sys.argv[1:]
    with open(schema_file, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failed = 0
    for site in ("empty", "small", "footage", "50"):
        out = subprocess.run([sample, "json", site], capture_output=True, check=True).stdout
        report = json.loads(out.decode("utf-8", "strict"))
        for error in list(validator.iter_errors(report))[:10]:
            print(f"{site}: {error.json_path}: {error.message[:300]}")
            failed += 1
    # The schema itself must be able to say no.
    for change in (lambda r: r["devices"][0].pop("kind"),
                   lambda r: r["devices"][0].update(kind="spaceship"),
                   lambda r: r["devices"][0]["contacts"][0].update(exposure="maybe"),
                   lambda r: r["devices"][0]["contacts"][0]["footage"].update(answer="maybe"),
                   lambda r: r["devices"][0]["completeness"].pop("unseen"),
                   lambda r: r["findings"][0].update(answer="guilty"),
                   lambda r: r["captures"][0].update(first="yesterday"),
                   lambda r: r.update(surprise=1)):
        broken = copy.deepcopy(report)
        change(broken)
        if validator.is_valid(broken):
            print("the schema takes a report that is broken on purpose")
            failed += 1
    sys.exit(1 if failed else 0)


main()
