package block

import (
	"fmt"
	"slices"
	"strings"
)

// String is a policy in Fabric's own words: OR('Org1MSP.peer', 'Org2MSP.peer'), MAJORITY
// Endorsement, or the path of another; empty if it is of an unknown kind.
func (p Policy) String() string {
	switch {
	case p.Signature != nil:
		return p.Signature.Rule.text(p.Signature.Principals)
	case p.Implicit != nil:
		return p.Implicit.Rule + " " + p.Implicit.Sub
	}
	return p.Reference
}

// text is a rule in Fabric's words.
func (r SignatureRule) text(principals []Principal) string {
	if len(r.Of) == 0 && r.Count == 0 {
		if r.Principal < 0 || r.Principal >= len(principals) {
			return "'?'"
		}
		return principals[r.Principal].String()
	}
	parts := make([]string, len(r.Of))
	for i, part := range r.Of {
		parts[i] = part.text(principals)
	}
	switch {
	case len(parts) == 1 && r.Count == 1:
		return parts[0]
	case r.Count == len(parts):
		return "AND(" + strings.Join(parts, ", ") + ")"
	case r.Count == 1:
		return "OR(" + strings.Join(parts, ", ") + ")"
	}
	return "OutOf(" + strings.Join(slices.Insert(parts, 0, fmt.Sprint(r.Count)), ", ") + ")"
}

// String is a principal in Fabric's words, as far as it has some.
func (p Principal) String() string {
	switch {
	case len(p.Identity) > 0:
		return fmt.Sprintf("'%s.identity %x'", p.MSP, p.Certificate[:min(len(p.Certificate), 8)])
	case p.Role != "":
		return "'" + p.MSP + "." + p.Role + "'"
	case p.Unit != "":
		return "'" + p.MSP + ".unit " + p.Unit + "'"
	}
	return "nobody"
}
