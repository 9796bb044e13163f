package charter

// Engine is the version of the rules that this package runs by. It stands in every
// decision, so that an old one is decided again by the rules of its day. Whoever
// changes what is recorded after the same requests gives the rules a new version,
// and leaves the old ones here: docs/adr/0012 says what is different in which.
const Engine = "3"

// EngineTwo is the version before: affiliates of several classes voted in each of
// them, and much that is refused now was not.
const EngineTwo = "2"

// Engines lists the versions by which something is or was recorded, the oldest first.
func Engines() []string { return []string{EngineTwo, Engine} }
