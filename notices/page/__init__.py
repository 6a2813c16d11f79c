"""What do the pages about the texts of letters show?"""
