"""What the driver knows of ArubaOS-Switch.

Only `behaviour`, `getters` and `configuration` name the contract. The rest is plain Python from text to rows, which any
interpreter runs: `python3 -m unittest` in this folder needs neither nethost nor componentize-py.
"""
