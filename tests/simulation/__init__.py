"""A world of prisons, central and agencies on virtual time, in which everything goes wrong by the number of a seed.

The acts, the courier and the reception are the product's own; only databases, clocks, chance and the line are made
here. `./deploy/bench simulation --seed N --trace` runs one seed again, step by step.
"""
