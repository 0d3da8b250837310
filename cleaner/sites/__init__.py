"""Lines that a site put round a text: the table and what it matches (hits, keys), where head and tail of a page are (edges), and how sure
it is that a line is a site's (verdicts). The pass is passes/boilerplate.py."""
