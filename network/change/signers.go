package change

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// Signers are organizations of which so many have to sign.
type Signers struct {
	Group         string   `json:"group"` // hosts, orderers, or the name of one organization
	Needed        int      `json:"needed"`
	Organizations []string `json:"organizations"`
}

// ruled is a rule by which something changes: the group that has it, and its name.
type ruled struct{ path, policy string }

// rule notes the rule by which something in a group changes. Its name is relative to the
// group, or a path.
func (d *difference) rule(path, policy string) {
	if at := strings.LastIndex(policy, "/"); strings.HasPrefix(policy, "/") && at > 0 {
		path, policy = policy[:at], policy[at+1:]
	}
	d.ruled = append(d.ruled, ruled{path, policy})
}

// signers returns whose signatures the change takes, by the rules of before.
func (d *difference) signers() []Signers {
	hosts, orderers := groups(d.before)
	needed := map[string]Signers{} // a half by its path: an organization may bear any name
	add := func(key string, s Signers) {
		if s.Needed > needed[key].Needed {
			needed[key] = s
		}
	}
	for _, rule := range d.ruled {
		parts := strings.Split(rule.path, "/") // "", Channel, half, organization
		switch {
		case len(parts) > 3 && (parts[2] == applicationGroup || parts[2] == ordererGroup):
			add(parts[3], Signers{Group: parts[3], Needed: 1, Organizations: []string{parts[3]}})
		case rule.path == hostsPath:
			add(hostsPath, signersOf("hosts", hosts, rule.policy))
		case rule.path == orderersPath:
			add(orderersPath, signersOf("orderers", orderers, rule.policy))
		default: // of the channel as a whole
			add(hostsPath, signersOf("hosts", hosts, adminsPolicy))
			add(orderersPath, signersOf("orderers", orderers, adminsPolicy))
		}
	}
	var all []Signers
	for _, key := range names(needed, nil) {
		all = append(all, needed[key])
	}
	return all
}

// signersOf returns how many of a group's organizations have to sign by one of its rules:
// Fabric's own are any, all, and more than half. Of another kind of rule more than half is
// assumed; the orderers have the last word.
func signersOf(name string, group *common.ConfigGroup, policy string) Signers {
	organizations := names(group.GetGroups(), nil)
	s := Signers{Group: name, Needed: len(organizations)/2 + 1, Organizations: organizations}
	var rule common.ImplicitMetaPolicy
	found := group.GetPolicies()[policy].GetPolicy()
	if found.GetType() == int32(common.Policy_IMPLICIT_META) && proto.Unmarshal(found.GetValue(), &rule) == nil {
		switch rule.GetRule() {
		case common.ImplicitMetaPolicy_ANY:
			s.Needed = 1
		case common.ImplicitMetaPolicy_ALL:
			s.Needed = len(organizations)
		}
	}
	return s
}

// Missing returns those groups of signers of which too few have signed: each with the
// organizations that have not. See Counting for whose signatures count.
func (c Change) Missing(config *common.Config, signers []Signers, now time.Time) []Signers {
	hosts, orderers := groups(config)
	signed := map[string]bool{} // by MSP ID
	counting, _ := c.Counting(config, now)
	for _, signature := range counting.Signatures {
		signed[signature.Organization] = true
	}
	var missing []Signers
	for _, group := range signers {
		left := slices.DeleteFunc(slices.Clone(group.Organizations), func(name string) bool {
			return signed[definition(cmp.Or(hosts.GetGroups()[name], orderers.GetGroups()[name])).GetName()]
		})
		if count := len(group.Organizations) - len(left); count < group.Needed {
			missing = append(missing, Signers{Group: group.Group, Needed: group.Needed - count, Organizations: left})
		}
	}
	return missing
}
