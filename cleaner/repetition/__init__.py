"""What stands twice: lines and whole articles (repeated_lines), a summary cut short (cut_short), type that a PDF drew twice (drawn_twice),
characters (stutter). The pass is passes/repeats.py."""
