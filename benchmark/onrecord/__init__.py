"""OnRecord: does a language model that reads the news keep what happened and who said it?"""

__version__ = "0.1.0"
