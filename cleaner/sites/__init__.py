"""Lines that a site put round a text: the table and what it matches (hits, keys), where head and tail of a page are (edges), how sure
it is that a line is a site's (verdicts), and what goes with such lines though no entry of the table has it (columns). The pass is passes/boilerplate.py."""
