"""Who everybody is: the union tree, people, posts."""
