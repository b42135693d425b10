"""What a change of gold does to the scores of stored runs, annotation by annotation."""
