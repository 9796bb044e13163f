package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// Question is what a peer is asked.
type Question struct {
	Name     string          `json:"name"`
	Argument json.RawMessage `json:"argument"`
}

// asking makes a question from its type.
func asking[R any](q membership.Query[R]) Question {
	return Question{q.Name(), encoded(q)}
}

// defaultQuestions are what all hosts are asked if nobody says what.
func defaultQuestions() []Question {
	return []Question{
		asking(membership.ListParties{Size: membership.MaxPage}),
		asking(membership.ListAlliances{Size: membership.MaxPage}),
	}
}

// Questions are the everyday questions about all that is in a state: each party,
// alliance, membership, proposal, seal, each epoch's roster. A key that is not the
// registry's has none: the replay has named it.
func Questions(v View) []Question {
	all := defaultQuestions()
	for _, object := range []string{"party", "alliance", "membership", "proposal", "charter", "seal", "draft", "affiliation"} {
		for _, text := range v.records.keys(object) {
			_, there := v.records.at(text, v.height)
			if key, ok := membership.ParseKey(text); there && ok && len(key.Parts) == partsOf[object] {
				all = append(all, about(key, v)...)
			}
		}
	}
	return all
}

// partsOf is how many parts the key of a record has after its kind.
var partsOf = map[string]int{"party": 1, "alliance": 1, "membership": 2, "proposal": 1, "charter": 2, "seal": 2, "draft": 1, "affiliation": 2}

// about are the questions about one record.
func about(key membership.Key, v View) []Question {
	id := key.Parts[0]
	switch key.Object {
	case "party":
		return []Question{
			asking(membership.GetParty{ID: id}), asking(membership.ListAuthorities{Party: id}),
			asking(membership.GetPartyHistory{Party: id}), asking(membership.ListMemberships{Party: id}),
			asking(membership.ListClaims{About: id}), asking(membership.GetRecovery{Party: id}),
		}
	case "alliance":
		return append(aboutAlliance(id), rosters(id, v)...)
	case "membership":
		return []Question{
			asking(membership.GetMembership{Alliance: id, Party: key.Parts[1]}),
			asking(membership.GetHistory{Alliance: id, Party: key.Parts[1]}),
			asking(membership.ListAcceptances{Alliance: id, Party: key.Parts[1]}),
		}
	case "affiliation":
		return []Question{asking(membership.GetAffiliation{Alliance: id, Party: key.Parts[1]})}
	case "proposal":
		return []Question{asking(membership.GetProposal{ID: id})}
	case "draft":
		return []Question{asking(membership.GetDraft{Proposal: id})}
	case "charter":
		return []Question{asking(membership.GetCharter{Alliance: id, Version: numbered(key.Parts[1])})}
	default:
		return []Question{asking(membership.GetSeal{Alliance: id, Epoch: numbered(key.Parts[1])})}
	}
}

func aboutAlliance(id string) []Question {
	return []Question{
		asking(membership.GetAlliance{ID: id}), asking(membership.ListConsents{Alliance: id}),
		asking(membership.ListProposals{Alliance: id}), asking(membership.GetEpoch{Alliance: id}),
		asking(membership.ListSeals{Alliance: id}), asking(membership.ListMandates{Alliance: id}),
		asking(membership.ListClaims{About: id}), asking(membership.ListRecognitions{Alliance: id}),
		asking(membership.ListResolutions{Alliance: id}),
		asking(membership.GetRoster{Alliance: id, Size: membership.MaxPage}),
	}
}

// rosters ask for an alliance's members at the end of each closed epoch.
func rosters(id string, v View) []Question {
	now, err := recorded(v, membership.GetEpoch{Alliance: id})
	if err != nil { // not open yet
		return nil
	}
	var all []Question
	for epoch := range min(now.Epoch.Number, len(v.records.keys("closing"))+1) { // the founding has no closing
		all = append(all, asking(membership.GetRoster{Alliance: id, At: fmt.Sprint(epoch), Size: membership.MaxPage}))
	}
	return all
}

// numbered reads a number as keys have it.
func numbered(text string) int {
	number := 0
	for _, digit := range text {
		number = number*10 + int(digit-'0')
	}
	return number
}

// spread chooses up to most questions at equal distances.
func spread(all []Question, most int) []Question {
	if len(all) <= most {
		return all
	}
	chosen := make([]Question, 0, most)
	for i := range most {
		chosen = append(chosen, all[i*len(all)/most])
	}
	return chosen
}

// recorded answers a question by what is recorded: no time has passed since.
func recorded[R any](v View, q membership.Query[R]) (R, error) {
	return membership.Ask(v, time.Time{}, q)
}

// expected is how the state answers a question at a moment.
func expected(v View, now time.Time, q Question) ([]byte, error) {
	answer, err := membership.Answer(v, now, q.Name, q.Argument)
	if err != nil {
		return refused(err)
	}
	return json.Marshal(answer)
}

// refused is a refusal as an answer; other errors stay errors.
func refused(err error) ([]byte, error) {
	var denied *refusal.Error
	if errors.As(err, &denied) {
		return json.Marshal(map[string]*refusal.Error{"refused": denied})
	}
	return nil, err
}

// normal is an answer as it is compared: of a bookmark only that there is one, for
// its form is the peer's database's own.
func normal(answer []byte) []byte {
	var object map[string]any
	if !decoded(answer, &object) {
		return answer
	}
	if next, paged := object["next"].(string); !paged || next == "" {
		return answer
	}
	object["next"] = "…"
	text, err := json.Marshal(object)
	if err != nil { // it was JSON before
		return answer
	}
	return text
}

// rfc writes a time as findings have it.
func rfc(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// joined lists names in order.
func joined(names []string) string {
	sorted := slices.Clone(names)
	slices.Sort(sorted)
	return strings.Join(sorted, ", ")
}

// sortedKeys are a map's keys in order.
func sortedKeys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }
