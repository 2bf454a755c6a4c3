"""Prints an access code of 16 signs and its salted hash, as new-code.mjs does, where there is no Node."""

import base64
import hashlib
import os
import secrets


def text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


signs = "abcdefghjkmnpqrstuvwxyz23456789"
code = "-".join("".join(secrets.choice(signs) for _ in range(4)) for _ in range(4))
salt = os.urandom(16)
key = hashlib.scrypt(code.encode(), salt=salt, n=16384, r=8, p=1, dklen=32)
print("%s scrypt:%s:%s" % (code, text(salt), text(key)))
