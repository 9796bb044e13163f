package charter

import "slices"

// Engine is the version of the rules that this package runs by. It stands in every
// decision, so that an old one is decided again by the rules of its day. Whoever
// changes what is recorded after the same requests gives the rules a new version,
// and leaves the old ones here: docs/adr/0012 says what is different in which.
const Engine = EngineSix

// The versions. EngineSix and EngineFive know more of what bylaws say, EngineFour kinds of resolutions.
// By EngineTwo affiliates of several classes voted in each of them, and much that is
// refused since was not.
const (
	EngineTwo   = "2"
	EngineThree = "3"
	EngineFour  = "4"
	EngineFive  = "5"
	EngineSix   = "6"
)

// Engines lists the versions by which something is or was recorded, the oldest first.
func Engines() []string { return []string{EngineTwo, EngineThree, EngineFour, EngineFive, EngineSix} }

// Before reports whether one version of the rules is older than another.
func Before(engine, other string) bool {
	return slices.Index(Engines(), engine) < slices.Index(Engines(), other)
}
