package election

import "math/big"

// Result is how an election came out, and by which rounds.
type Result struct {
	Method Method `json:"method"`
	Seats  int    `json:"seats"`
	// Votes is the weight of all ballots that name a candidate.
	Votes int64 `json:"votes"`
	// Quota is what elects where votes are transferred: more than the votes divided by one
	// more than the seats, in whole votes.
	Quota int64 `json:"quota,omitempty" metadata:",optional"`
	// Elected come in the order in which they were.
	Elected []string `json:"elected,omitempty" metadata:",optional"`
	// Alternates come after the elected, in the order in which they take a seat that falls vacant.
	Alternates []string `json:"alternates,omitempty" metadata:",optional"`
	// Unnamed are the candidates whom no ballot names: they are not elected.
	Unnamed []string `json:"unnamed,omitempty" metadata:",optional"`
	// Tied are those between whom nothing decided, where a seat stays empty for it.
	Tied   []string `json:"tied,omitempty" metadata:",optional"`
	Rounds []Round  `json:"rounds,omitempty" metadata:",optional"`
}

// Round is a step of the count: what candidates had, and what followed from it.
type Round struct {
	Counts []CandidateVotes `json:"counts"`
	// Exhausted is what has come to no candidate so far: votes that name nobody who is left.
	Exhausted string `json:"exhausted,omitempty" metadata:",optional"`
	// Elected were so in this round; TransferredFrom had a surplus, of which votes then went
	// on; Excluded had least, and their votes went on.
	Elected         []string `json:"elected,omitempty" metadata:",optional"`
	TransferredFrom string   `json:"transferredFrom,omitempty" metadata:",optional"`
	Surplus         string   `json:"surplus,omitempty" metadata:",optional"`
	Excluded        []string `json:"excluded,omitempty" metadata:",optional"`
	// Tie is how it was decided who of several that were alike: by an earlier round, or by the
	// order of candidates.
	Tie string `json:"tie,omitempty" metadata:",optional"`
}

// How a tie was decided.
const (
	TieByRound = "earlier round"
	TieByOrder = "order"
)

// CandidateVotes is how many votes a candidate has: a whole number, or a fraction such as 13/3. A
// fraction of more than 32 characters is cut off after six decimals and ends with "…";
// whoever counts again has it whole.
type CandidateVotes struct {
	Candidate string `json:"candidate"`
	Votes     string `json:"votes"`
}

// maxFraction is the most characters of a fraction that is written out.
const maxFraction = 32

// fraction writes votes/denominator.
func fraction(votes, denominator *big.Int) string {
	exact := new(big.Rat).SetFrac(votes, denominator)
	if text := exact.RatString(); len(text) <= maxFraction {
		return text
	}
	whole, rest := new(big.Int).QuoRem(votes, denominator, new(big.Int))
	rest.Mul(rest, big.NewInt(1_000_000)).Quo(rest, denominator)
	digits := rest.String()
	for len(digits) < 6 {
		digits = "0" + digits
	}
	return whole.String() + "." + digits + "…"
}
