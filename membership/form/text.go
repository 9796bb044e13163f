package form

// The most characters (code points) that texts may have: a name or a title, a single
// word such as a version, and a reason or a statement.
const (
	MaxName   = 200
	MaxWord   = 60
	MaxReason = 2000
)
