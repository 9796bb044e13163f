package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// Question is what a peer is asked.
type Question struct {
	Name     string          `json:"name"`
	Argument json.RawMessage `json:"argument"`
}

// newQuestion makes a question from its type.
func newQuestion[R any](q membership.Query[R]) Question {
	return Question{q.Name(), encode(q)}
}

// defaultQuestions are what all hosts are asked if nobody says what.
func defaultQuestions() []Question {
	return []Question{
		newQuestion(membership.ListParties{Size: membership.MaxPage}),
		newQuestion(membership.ListAlliances{Size: membership.MaxPage}),
	}
}

// Questions are the everyday questions about all that is in a state: each named host, party,
// alliance, membership, proposal, seal, each epoch's roster. A key that is not the
// registry's has none: the replay has named it.
func Questions(v View) []Question {
	all := defaultQuestions()
	for _, object := range []string{"host", "party", "alliance", "membership", "proposal", "charter", "seal", "draft", "affiliation", "proxy", "invitation", "meeting"} {
		for _, text := range v.records.keys(object) {
			_, there := v.records.at(text, v.height)
			if key, ok := membership.ParseKey(text); there && ok && len(key.Parts) == partsOf[object] {
				all = append(all, questionsAbout(key, v)...)
			}
		}
	}
	return all
}

// partsOf is how many parts the key of a record has after its kind.
var partsOf = map[string]int{"host": 1, "party": 1, "alliance": 1, "membership": 2, "proposal": 1, "charter": 2, "seal": 2, "draft": 1, "affiliation": 2, "proxy": 3, "invitation": 3, "meeting": 1}

// questionsAbout are the questions about one record.
func questionsAbout(key membership.Key, v View) []Question {
	id := key.Parts[0]
	switch key.Object {
	case "host":
		return []Question{newQuestion(membership.GetHost{ID: id})}
	case "party":
		return []Question{
			newQuestion(membership.GetParty{ID: id}), newQuestion(membership.ListAuthorities{Party: id}),
			newQuestion(membership.GetPartyHistory{Party: id}), newQuestion(membership.ListMemberships{Party: id}),
			newQuestion(membership.ListClaims{About: id}), newQuestion(membership.GetRecovery{Party: id}),
		}
	case "alliance":
		return append(questionsAboutAlliance(id), rosters(id, v)...)
	case "membership":
		return []Question{
			newQuestion(membership.GetMembership{Alliance: id, Party: key.Parts[1]}),
			newQuestion(membership.GetHistory{Alliance: id, Party: key.Parts[1]}),
			newQuestion(membership.ListAcceptances{Alliance: id, Party: key.Parts[1]}),
		}
	case "affiliation":
		return []Question{newQuestion(membership.GetAffiliation{Alliance: id, Party: key.Parts[1]})}
	case "proxy":
		return []Question{newQuestion(membership.ListProxies{Alliance: id, Principal: key.Parts[1]})}
	case "invitation":
		return []Question{newQuestion(membership.ListInvitations{Alliance: id, Inviter: key.Parts[1]})}
	case "meeting":
		return []Question{newQuestion(membership.GetMeeting{ID: id}), newQuestion(membership.ListAttendance{Meeting: id, Size: membership.MaxPage})}
	case "proposal":
		return []Question{newQuestion(membership.GetProposal{ID: id})}
	case "draft":
		return []Question{newQuestion(membership.GetDraft{Proposal: id})}
	case "charter":
		return []Question{newQuestion(membership.GetCharter{Alliance: id, Version: parseNumber(key.Parts[1])})}
	default:
		return []Question{newQuestion(membership.GetSeal{Alliance: id, Epoch: parseNumber(key.Parts[1])})}
	}
}

func questionsAboutAlliance(id string) []Question {
	return []Question{
		newQuestion(membership.GetAlliance{ID: id}), newQuestion(membership.ListConsents{Alliance: id}),
		newQuestion(membership.ListProposals{Alliance: id}), newQuestion(membership.GetEpoch{Alliance: id}),
		newQuestion(membership.ListSeals{Alliance: id}), newQuestion(membership.ListMandates{Alliance: id}),
		newQuestion(membership.ListClaims{About: id}), newQuestion(membership.ListRecognitions{Alliance: id}),
		newQuestion(membership.ListResolutions{Alliance: id}), newQuestion(membership.ListMeetings{Alliance: id}),
		newQuestion(membership.GetRoster{Alliance: id, Size: membership.MaxPage}),
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
		all = append(all, newQuestion(membership.GetRoster{Alliance: id, At: fmt.Sprint(epoch), Size: membership.MaxPage}))
	}
	return all
}

// parseNumber reads a number as keys have it.
func parseNumber(text string) int {
	number := 0
	for _, digit := range text {
		number = number*10 + int(digit-'0')
	}
	return number
}

// sample chooses up to limit questions at equal distances.
func sample(all []Question, limit int) []Question {
	if len(all) <= limit {
		return all
	}
	chosen := make([]Question, 0, limit)
	for i := range limit {
		chosen = append(chosen, all[i*len(all)/limit])
	}
	return chosen
}

// recorded answers a question by what is recorded: no time has passed since.
func recorded[R any](v View, q membership.Query[R]) (R, error) {
	return membership.Ask(v, time.Time{}, q)
}

// expectedAnswer is how the state answers a question at a moment.
func expectedAnswer(v View, now time.Time, q Question) ([]byte, error) {
	answer, err := membership.Answer(v, now, q.Name, q.Argument)
	if err != nil {
		return refusalAnswer(err)
	}
	return json.Marshal(answer)
}

// refusalAnswer writes a refusal as an answer; other errors stay errors.
func refusalAnswer(err error) ([]byte, error) {
	var denied *refusal.Error
	if errors.As(err, &denied) {
		return json.Marshal(map[string]*refusal.Error{"refused": denied})
	}
	return nil, err
}

// normalize writes an answer as it is compared: of a bookmark only that there is one, for
// its form is the peer's database's own.
func normalize(answer []byte) []byte {
	var object map[string]any
	if !decode(answer, &object) {
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

// formatTime writes a time as findings have it.
func formatTime(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// sortedKeys are a map's keys in order.
func sortedKeys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }
