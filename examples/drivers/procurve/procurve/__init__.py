"""What the driver knows of ArubaOS-Switch.

Only `behaviour` and `getters` name the contract. The rest is plain Python from text to rows, which any
interpreter runs and any debugger steps through, without nethost and without componentize-py.
"""
