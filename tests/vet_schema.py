# SPDX-License-Identifier: Apache-2.0
"""What vet writes for programs: its JSON against docs/vet.schema.json, its CycloneDX document against
the official schema (npm @cyclonedx/cyclonedx-library): vet_schema.py SAMPLE SCHEMA SOURCE, where SAMPLE
is the program vet_sample. Skipped (77) where python3-jsonschema is not installed."""
import copy
import json
import pathlib
import subprocess
import sys
import warnings

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

warnings.simplefilter("ignore", DeprecationWarning)
SITES = ("empty", "small", "50")
failed = 0


def check(validator, what, document):
    global failed
    for error in list(validator.iter_errors(document))[:10]:
        print(f"{what}: {error.json_path}: {error.message[:300]}")
        failed += 1


def must(condition, sentence):
    global failed
    if not condition:
        print(sentence)
        failed += 1


def written(sample, form, site):
    out = subprocess.run([sample, form, site], capture_output=True, check=True).stdout
    return json.loads(out.decode("utf-8", "strict"))


def report(sample, schema_file):
    schema = json.loads(pathlib.Path(schema_file).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for site in SITES:
        check(validator, site, written(sample, "json", site))
    small = written(sample, "json", "small")
    # The schema itself must be able to say no.
    for change in (lambda r: r["images"][0].pop("servers"),
                   lambda r: r["images"][0]["servers"][0].update(role="sinister"),
                   lambda r: r["images"][0]["servers"][0].update(exposure="sent"),
                   lambda r: r["images"][0]["code"]["programs"][0].update(match="perhaps"),
                   lambda r: r["images"][0]["facts"][0].update(context="not hex"),
                   lambda r: r["findings"][0].update(answer="guilty"),
                   lambda r: r["comparisons"][0]["differences"][0].pop("in"),
                   lambda r: r["camtrail"].update(document="audit"),
                   lambda r: r.update(surprise=1)):
        broken = copy.deepcopy(small)
        change(broken)
        must(not validator.is_valid(broken), "the schema takes a report that is broken on purpose")
    # What refers to something by its number must mean that.
    image = small["images"][0]
    server = image["servers"][0]
    must(image["facts"][server["facts"][0]]["value"] == server["address"], "a server's fact is another's")
    must(all(f["file"] < len(image["files"]) for f in image["facts"]), "a fact of no file")
    must(image["files"][image["facts"][server["facts"][0]]["file"]]["path"].endswith("usr/bin/app"),
         "a fact of another file")


def bom_validator(source):
    folder = pathlib.Path(source) / "node_modules/@cyclonedx/cyclonedx-library/res/schema"
    if not folder.is_dir():
        print("@cyclonedx/cyclonedx-library is not installed: CycloneDX is not held against its schema")
        return None
    schema = json.loads((folder / "bom-1.6.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
    store = {}
    for name in ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"):
        other = json.loads((folder / name).read_text(encoding="utf-8"))
        store["http://cyclonedx.org/schema/" + name] = store[other["$id"]] = other
    resolver = jsonschema.RefResolver.from_schema(schema, store=store)
    return jsonschema.Draft7Validator(schema, resolver=resolver)


def references(node):
    if isinstance(node, dict):
        if "bom-ref" in node:
            yield node["bom-ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def cyclonedx(sample, source):
    validator = bom_validator(source)
    for site in SITES:
        bom = written(sample, "cyclonedx", site)
        must(bom["bomFormat"] == "CycloneDX" and bom["specVersion"] == "1.6", f"{site}: no CycloneDX 1.6")
        names = list(references(bom))
        must(len(names) == len(set(names)), f"{site}: a bom-ref stands for two things")
        must(bom == written(sample, "cyclonedx", site), f"{site}: not the same again")
        if validator:
            check(validator, f"{site} as CycloneDX", bom)
    small = written(sample, "cyclonedx", "small")
    if validator:
        broken = copy.deepcopy(small)
        broken["components"][0]["type"] = "spaceship"
        must(not validator.is_valid(broken), "the schema takes a document that is broken on purpose")
    parts = {c["name"]: c for c in small["components"][0]["components"]}
    must(parts["OpenSSL"]["cpe"] == "cpe:2.3:a:openssl:openssl:1.0.1e:*:*:*:*:*:*:*", "cpe of OpenSSL")
    must(parts["OpenSSL"]["purl"] == "pkg:generic/openssl@1.0.1e", "purl of OpenSSL")
    must(parts["linux"]["version"] == "3.10.73" and parts["linux"]["type"] == "operating-system", "kernel")
    must(parts["OpenSSL"]["evidence"]["occurrences"][0]["offset"] == 0x5000, "where OpenSSL stands")
    must("0123456789" not in json.dumps(small), "a password in a document that goes to others")
    kinds = {c["cryptoProperties"].get("relatedCryptoMaterialProperties", {}).get("type", "certificate")
             for c in small["components"][0]["components"] if c["type"] == "cryptographic-asset"}
    must(kinds == {"certificate", "private-key", "public-key", "password"}, f"cryptographic assets: {kinds}")
    must(small["services"][0]["endpoints"] == ["//198.51.100.7:8800"], "the first server")
    must(small["serialNumber"] != written(sample, "cyclonedx", "50")["serialNumber"], "one serial number")


report(*sys.argv[1:3])
cyclonedx(sys.argv[1], sys.argv[3])
sys.exit(1 if failed else 0)
