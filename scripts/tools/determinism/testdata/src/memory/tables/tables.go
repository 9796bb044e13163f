package tables

var Names = map[string]string{}
