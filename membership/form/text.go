package form

// The most characters (code points) that texts may have.
const (
	MaxName   = 200
	MaxWord   = 60
	MaxReason = 2000
)
