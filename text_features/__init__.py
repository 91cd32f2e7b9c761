"""Literature to features: documents, TF-IDF, Doc2Vec."""
