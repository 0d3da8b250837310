"""What people look at: a report as one HTML page that needs nothing else, and the same page served to decide on it.

document.py cuts a text and its report into what the page draws, repairs.py groups the repairs of many documents, html.py
puts the files that lie here (page.html, *.css, *.js) together, review.py serves the page and saves what was decided.
corpus.py makes the page of a run over a corpus, of its sums and samples.
"""
