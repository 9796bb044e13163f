package membership

// Tally counts a proposal's endorsements.
type Tally struct {
	For     int `json:"for"`
	Against int `json:"against"`
	Abstain int `json:"abstain"`
	// Hosts counts the distinct hosts of the votes for.
	Hosts int `json:"hosts"`
	// Electorate is how many may vote.
	Electorate int `json:"electorate"`
}
