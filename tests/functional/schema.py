# SPDX-License-Identifier: GPL-2.0-or-later
"""schema.py SCHEMA FILE...: says what is wrong with each of the files, by the JSON schema.

A file may have any number of levels."""
import json
import sys
import threading

import jsonschema


def complain(name, words):
    print(f"{name}: {words}")


def check(validator, name):
    with open(name, encoding="utf-8") as file:
        text = file.read()
    try:
        # A key that is there twice would hide the first one.
        value = json.loads(text, object_pairs_hook=unique)
    except ValueError as error:
        complain(name, error)
        return
    for error in validator.iter_errors(value):
        complain(name, f"{error.json_path}: {error.message[:200]}")


def unique(pairs):
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key is there twice")
    return result


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for name in sys.argv[2:]:
        check(validator, name)


sys.setrecursionlimit(1000000)
threading.stack_size(512 * 1024 * 1024)
thread = threading.Thread(target=main)
thread.start()
thread.join()
