"""How does the office's knowledge of protections, kept on paper or in an old system, come over row by row?"""
