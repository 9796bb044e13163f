package tamper

func indexForged() map[string]forgery { return nil }
