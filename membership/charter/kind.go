package charter

// Kind is what a party is.
type Kind string

// The kinds of parties. An alliance does not register: it is founded.
const (
	Enterprise    Kind = "enterprise"
	Individual    Kind = "individual"
	Academic      Kind = "academic"
	Government    Kind = "government"
	International Kind = "international organization"
	Association   Kind = "association"
	// AllianceKind is the kind of an alliance that acts, by a mandate, as a party.
	AllianceKind Kind = "alliance"
)

// Kinds lists the kinds that may register.
func Kinds() []string {
	return []string{
		string(Enterprise), string(Individual), string(Academic),
		string(Government), string(International), string(Association),
	}
}
