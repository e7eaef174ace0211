"""Checks policies by their JSON Schema with a validator that shares no code with the gate.

Usage: validate.py SCHEMA_FILE
Reads one JSON object a line: {"value": ...}, or {"yaml": "..."} with a policy's text.
Writes one a line: true or false, or null where the text is no YAML.
"""

import json
import re
import sys

import yaml
from jsonschema import Draft202012Validator


class CoreLoader(yaml.SafeLoader):
    """Types scalars by the core schema of YAML 1.2; PyYAML's own is that of 1.1, where dates and `yes` are no text."""

    yaml_implicit_resolvers = {}


for tag, pattern in [
    ("null", r"~|null|Null|NULL|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
]:
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), None)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)

for line in sys.stdin:
    given = json.loads(line)
    try:
        value = yaml.load(given["yaml"], Loader=CoreLoader) if "yaml" in given else given["value"]
    except yaml.YAMLError:
        print("null")
    else:
        print("true" if validator.is_valid(value) else "false")
