"""A fake AWS, Google Cloud and Kubernetes on loopback that verifies every request it gets.

Run it with `python -m fakecloud --dir DIR`; `DIR/ready.json` says where everything is.
No line of xcloud is used here: signatures are recomputed by botocore, tokens are checked by PyJWT.
"""
