"""How a document is divided: its headings (headings), the numbers at the start of lines (numbering), the levels that they make
(levels), and numbers that do not follow each other (counting). The passes are passes/structure.py and passes/gaps.py."""
