"""How results become firm, through pages: the rules of a competition, public notices and where they hang, holds."""
