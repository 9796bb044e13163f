package membership_test

var engineRefusals = map[string]refusal{}
