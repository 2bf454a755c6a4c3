"""Turns [{name,value}] into lines of NAME:base64:, as name-settings.mjs does, where there is no Node."""

import base64
import json
import sys

for row in json.load(sys.stdin):
    print(row["name"] + ":" + base64.b64encode((row.get("value") or "").encode()).decode() + ":")
