"""Plain functions on strings: languages, sentences, words, names, numbers, dates, quotations.

Nothing here knows papers, the archive or the network. Offsets count Unicode code points, so that a
span found here can be cut from the stored text by anyone.
"""
