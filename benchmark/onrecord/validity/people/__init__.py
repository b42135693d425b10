"""Agreement with people: how far a metric of summaries says what they say."""
