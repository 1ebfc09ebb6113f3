#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Stored inputs, and seeds made of the golden captures, given to their targets:
#   replay.sh FUZZ_SEEDS FUZZ_REPLAY SOURCE
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tmp"
"$1" "$scratch/seeds" "$3"/tests/golden/*/input.pcap 2>"$scratch/log" || {
	tail -100 "$scratch/log"
	exit 1
}
TMPDIR=$scratch/tmp "$2" "$3/tests/fuzz/seeds" "$3/tests/fuzz/regress" "$scratch/seeds" \
	2>"$scratch/log" || {
	tail -100 "$scratch/log"
	exit 1
}
