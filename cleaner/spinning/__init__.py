"""Words that a spinner put in: where a text may have any (suspicion), what a family of spinners leaves in it (evidence), which paragraphs
it went over (families, states), and which reading each place had (readings). The pass is passes/words.py."""
