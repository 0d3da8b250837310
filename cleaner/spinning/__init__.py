"""Words that a spinner put in: what a family of spinners leaves in a text (evidence), which paragraphs it went over (states), and
which reading each place had (readings). The pass is passes/words.py."""
