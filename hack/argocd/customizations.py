#!/usr/bin/env python3
"""The tests of what Argo CD needs to know about KubeTask's kinds, and the ConfigMap that is made of it.

  test.sh           run the tests, in upstream's layout, with Lua 5.1; check that argocd-cm.yaml is up to date
  test.sh --write   write argocd-cm.yaml

Needs lua5.1 and python3-yaml. The last line is "N passed, N failed".
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARGOCD = ROOT / "examples" / "gitops" / "argocd"
CASES = ROOT / "tests" / "KubeTask.Core.Tests" / "cases"
SCRIPTS = ARGOCD / "resource_customizations"
CONFIG = ARGOCD / "argocd-cm.yaml"
HARNESS = pathlib.Path(__file__).with_name("harness.lua")
GROUP = "kubetask.io"


class Loader(yaml.SafeLoader):
    """Reads a time as the text that it is in JSON."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader)


def lua(value):
    """A value as a Lua expression."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return '"' + "".join(c if c.isalnum() and c.isascii() else "".join(f"\\{b:03d}" for b in c.encode()) for c in value) + '"'
    if isinstance(value, list):
        return "{" + ",".join(lua(v) for v in value) + "}"
    return "{" + ",".join(f"[{lua(k)}]={lua(v)}" for k, v in value.items()) + "}"


def run(script, obj):
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write("return " + lua(obj))
        file.flush()
        ended = subprocess.run(["lua5.1", HARNESS, script, file.name], capture_output=True, text=True, timeout=20, check=False)
    if ended.returncode != 0:
        raise AssertionError(ended.stderr.strip())
    return json.loads(ended.stdout)


def cleaned(new, old):
    """What Argo CD does with an object that an action returns: a list that was an empty object becomes one again."""
    if isinstance(new, dict) and isinstance(old, dict):
        return {k: old[k] if v == [] and isinstance(old.get(k), dict) else cleaned(v, old.get(k)) for k, v in new.items()}
    if isinstance(new, list) and isinstance(old, list):
        return [cleaned(v, old[i] if i < len(old) else None) for i, v in enumerate(new)]
    return new


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"it returned {json.dumps(actual, sort_keys=True)}, expected is {json.dumps(expected, sort_keys=True)}")


def health(kind, test):
    equal(run(kind / "health.lua", read(kind / test["inputPath"])), test["healthStatus"])


def discovery(actions, test):
    found = run(actions / "discovery.lua", read(actions / test["inputPath"]))
    equal([{"name": n, "disabled": a.get("disabled", False)} for n, a in sorted(found.items())],
          sorted(test["result"], key=lambda r: r["name"]))


def action(actions, test):
    before = read(actions / test["inputPath"])
    after = run(actions / test["action"] / "action.lua", before)
    expected = read(actions / test["expectedOutputPath"])
    if isinstance(after, list):
        after = [{"k8sOperation": r["operation"], "unstructuredObj": r["resource"]} for r in after]
    equal(cleaned(after, before), expected)


def real(kind, folder, expected):
    """Each status that Core writes in its cases has a health, and the one that its phase must have."""
    count = 0
    for file in sorted((CASES / folder).glob("**/expected.yaml")):
        for write in read(file)["writes"]:
            if not isinstance(write.get("status"), dict):
                continue
            count += 1
            status = write["status"]
            o = {"metadata": {"name": "x", "generation": status.get("observedGeneration")}, "spec": {}, "status": status}
            found = run(SCRIPTS / GROUP / kind / "health.lua", o)
            if found["status"] not in expected(status):
                raise AssertionError(f"{file.relative_to(CASES)}: {found}")
    if count < 10:
        raise AssertionError(f"only {count} statuses were found")


def ended(status):
    return ["Healthy"] if status.get("phase") in ("Completed", "Failed") else ["Progressing"]


def config():
    """The ConfigMap for an Argo CD that doesn't have these scripts built in."""
    data = {}
    for kind in sorted(p for p in (SCRIPTS / GROUP).iterdir()):
        data[f"resource.customizations.health.{GROUP}_{kind.name}"] = (kind / "health.lua").read_text(encoding="utf-8")
        if (kind / "actions").exists():
            data[f"resource.customizations.actions.{GROUP}_{kind.name}"] = dump({
                "discovery.lua": (kind / "actions" / "discovery.lua").read_text(encoding="utf-8"),
                "definitions": [
                    {"name": a.parent.name, "action.lua": a.read_text(encoding="utf-8")}
                    for a in sorted((kind / "actions").glob("*/action.lua"))
                ],
            })
    return ("# Generated from resource_customizations by hack/argocd/test.sh --write: edit the scripts, not this file.\n"
            "# kubectl apply --server-side --field-manager kubetask -f argocd-cm.yaml\n"
            + dump({"apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": {"name": "argocd-cm", "namespace": "argocd", "labels": {"app.kubernetes.io/part-of": "argocd"}},
                    "data": data}))


def read_back():
    """The scripts in the ConfigMap, as Argo CD reads them: the actions are YAML in YAML."""
    for key, text in read(CONFIG)["data"].items():
        kind = SCRIPTS / GROUP / key.rpartition("_")[2]
        if ".health." in key:
            equal(text, (kind / "health.lua").read_text(encoding="utf-8"))
            continue
        actions = yaml.load(text, Loader)
        equal(actions["discovery.lua"], (kind / "actions" / "discovery.lua").read_text(encoding="utf-8"))
        for one in actions["definitions"]:
            equal(one["action.lua"], (kind / "actions" / one["name"] / "action.lua").read_text(encoding="utf-8"))


class Dumper(yaml.SafeDumper):
    """Writes a text of several lines as such."""

    def represent_str(self, text):
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


Dumper.add_representer(str, Dumper.represent_str)


def dump(value):
    return yaml.dump(value, Dumper=Dumper, sort_keys=False, width=200)


def tests():
    """The name of each test, and what it runs."""
    for kind in sorted((SCRIPTS / GROUP).iterdir()):
        inputs = []
        for test in read(kind / "health_test.yaml")["tests"]:
            inputs.append(read(kind / test["inputPath"]))
            yield f"{kind.name} health {test['inputPath']}", lambda k=kind, t=test: health(k, t)
        yield f"{kind.name} health has a case of an object that is being deleted", lambda i=inputs: equal(
            any("deletionTimestamp" in o["metadata"] for o in i), True)
        actions = kind / "actions"
        if not actions.exists():
            continue
        asked = read(actions / "action_test.yaml")
        for test in asked["discoveryTests"]:
            yield f"{kind.name} discovery {test['inputPath']}", lambda a=actions, t=test: discovery(a, t)
        for test in asked["actionTests"]:
            yield f"{kind.name} {test['action']} {test['inputPath']}", lambda a=actions, t=test: action(a, t)
        names = sorted(a.parent.name for a in actions.glob("*/action.lua"))
        for test in asked["discoveryTests"]:
            yield f"{kind.name} discovery {test['inputPath']} lists every action", lambda n=names, t=test: equal(
                sorted(r["name"] for r in t["result"]), n)
        yield f"{kind.name} has a test of every action", lambda n=names, a=asked: equal(
            sorted({t["action"] for t in a["actionTests"]}), n)
    yield "every status of a Task in Core's cases has its health", lambda: real("Task", "task", ended)
    yield "every status of a CronTask in Core's cases has a health", lambda: real(
        "CronTask", "crontask", lambda _: ["Healthy", "Degraded", "Progressing", "Suspended"])
    yield "argocd-cm.yaml has these scripts (if not: hack/argocd/test.sh --write)", lambda: equal(
        CONFIG.read_text(encoding="utf-8") == config(), True)
    yield "argocd-cm.yaml reads back as these scripts", read_back


def main():
    if sys.argv[1:] == ["--write"]:
        CONFIG.write_text(config(), encoding="utf-8")
        return 0
    passed = failed = 0
    for name, test in tests():
        try:
            test()
            passed += 1
        except (AssertionError, OSError, KeyError) as fault:
            failed += 1
            print(f"FAILED {name}: {str(fault)[:2000]}")
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


sys.exit(main())
