"""What broken lines look like: the print they come from (printed), the two halves (halves), hard-wrapped text (stretches), sentences
cut at single places (joints), running headers (running), pages numbered like a list (numbered), numbers of pages (page_marks), numbers in
lines of their own (cut_off), text set upright (upright). The pass is passes/wraps.py."""
