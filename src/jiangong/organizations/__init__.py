"""Who everybody is: the union tree, users, and the posts they hold in it."""
