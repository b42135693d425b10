"""What contributors use to make gold: new articles, the annotation page, comparing, deciding."""
