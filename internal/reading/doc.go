// Package reading says how what people write of the registry is understood, the
// same in every file and behind every flag: by the type that a field has, or else by
// its name.
//
//	kinds, actions, rights, …   the ledger's own word, or any that the programs print for it, in either language
//	a sector                    the same; one that is not well known in its own words
//	ids, classes, organs, …     without space around them, in small letters, with a Chinese keyboard's characters as ASCII
//	amounts                     2, 2/3, 75%; what stands there in words is refused, with the figures
//	an end                      a day, all of it, in UTC; or a time with its zone
//
// Files are read by Format, flags and arguments by Tidy. What no reading knows stays
// as it was written, and is for the rules to refuse; what could mean two things is
// refused here.
package reading
