package replay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// altering replaces a text in the answers to one question.
func altering(question, old, new string) func(string, []byte, []byte) ([]byte, error) {
	return func(name string, _, answer []byte) ([]byte, error) {
		if name == question {
			return bytes.Replace(answer, []byte(old), []byte(new), 1), nil
		}
		return answer, nil
	}
}

// records alters the list of the records of one kind.
func records(object string, alter func(*membership.Records)) func(string, []byte, []byte) ([]byte, error) {
	return func(name string, argument, answer []byte) ([]byte, error) {
		if name != "ListRecords" || !strings.Contains(string(argument), `"object":"`+object+`"`) {
			return answer, nil
		}
		var page membership.Records
		if err := json.Unmarshal(answer, &page); err != nil {
			return nil, err
		}
		alter(&page)
		return json.Marshal(page)
	}
}

// couched gives the records as a peer does whose state is in CouchDB, and may alter them.
func couched(t *testing.T, alter func(object string, p *membership.Records)) func(string, []byte, []byte) ([]byte, error) {
	t.Helper()
	return func(name string, _, answer []byte) ([]byte, error) {
		if name != "ListRecords" {
			return answer, nil
		}
		var page membership.Records
		if err := json.Unmarshal(answer, &page); err != nil {
			return nil, err
		}
		for i := range page.Records {
			var record map[string]any
			if err := json.Unmarshal([]byte(page.Records[i].Value), &record); err != nil {
				return nil, err
			}
			text, err := json.Marshal(record)
			if err != nil {
				return nil, err
			}
			page.Records[i].Value = string(text)
		}
		if alter != nil && len(page.Records) > 0 {
			alter(page.Object, &page)
		}
		return json.Marshal(page)
	}
}

// refusing knows no records of one kind.
func refusing(object string) func(string, []byte, []byte) ([]byte, error) {
	return func(name string, argument, answer []byte) ([]byte, error) {
		if name == "ListRecords" && strings.Contains(string(argument), `"object":"`+object+`"`) {
			return nil, &refusal.Error{Code: refusal.BadChoice}
		}
		return answer, nil
	}
}

// A peer's lies are named, each by what it is about; an honest peer is not.
func TestCompareState(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		ask    func(string, []byte, []byte) ([]byte, error)
		code   string
		params map[string]string
	}{
		"ok/honest":                  {nil, "", nil},
		"ok/its state is in CouchDB": {couched(t, nil), "", nil},
		"fail/in CouchDB, a record altered": {
			couched(t, func(object string, p *membership.Records) {
				if object == "membership" {
					p.Records[0].Value = strings.Replace(p.Records[0].Value, `"state":"active"`, `"state":"suspended"`, 1)
				}
			}), replay.StateDiffers,
			map[string]string{"key": "membership zgc@industry acme@industry", "path": "periods[0].state", "expected": "active", "seen": "suspended", "tx": "tx0012"},
		},
		"fail/in CouchDB, spaces": {
			couched(t, func(object string, p *membership.Records) {
				if object == "membership" {
					p.Records[0].Value = strings.Replace(p.Records[0].Value, `,`, `, `, 1)
				}
			}), replay.StateDiffers, map[string]string{"key": "membership zgc@industry acme@industry", "path": ""},
		},
		"fail/in CouchDB, a field twice": {
			couched(t, func(object string, p *membership.Records) {
				if object == "membership" {
					p.Records[0].Value = strings.Replace(p.Records[0].Value, `{`, `{"state":"ended",`, 1)
				}
			}), replay.StateDiffers, map[string]string{"key": "membership zgc@industry acme@industry"},
		},
		"ok/of a day before there were affiliations": {refusing("affiliation"), "", nil},
		"fail/a kind of records denied":              {refusing("seal"), replay.RecordMissing, map[string]string{"key": "seal zgc@industry 000000"}},
		"fail/a record altered": {
			records("membership", func(p *membership.Records) {
				p.Records[0].Value = strings.Replace(p.Records[0].Value, `"state":"active"`, `"state":"suspended"`, 1)
			}), replay.StateDiffers,
			map[string]string{"key": "membership zgc@industry acme@industry", "path": "state", "expected": "active", "seen": "suspended", "tx": "tx0012"},
		},
		"fail/a record hidden": {
			records("authority", func(p *membership.Records) { p.Records = p.Records[1:] }), replay.RecordMissing,
			map[string]string{"key": "authority acme@industry industry " + as(acme).caller.Key},
		},
		"fail/a record made up": {
			records("seal", func(p *membership.Records) {
				p.Records = append(p.Records, membership.Record{Key: []string{zgc, "000009"}, Value: "{}"})
			}), replay.RecordUnknown, map[string]string{"key": "seal zgc@industry 000009", "seen": "{}"},
		},
		"fail/pages without end": {
			records("seal", func(p *membership.Records) { p.Next = "seal\x00z" }), replay.PeerSilent,
			map[string]string{"question": "ListRecords seal", "why": "its pages come to no end"},
		},
		"fail/pages of nothing without end": {
			records("seal", func() func(p *membership.Records) {
				page := 0
				return func(p *membership.Records) {
					page++
					p.Records, p.Next = nil, fmt.Sprintf("seal\x00%09d", page)
				}
			}()), replay.PeerSilent,
			map[string]string{"question": "ListRecords seal", "why": "its pages come to no end"},
		},
		"fail/records without end": {
			endless(), replay.RecordUnknown, nil,
		},
		"fail/no JSON": {
			func(name string, _, answer []byte) ([]byte, error) {
				if name == "ListRecords" {
					return []byte("?"), nil
				}
				return answer, nil
			}, replay.PeerSilent, nil,
		},
		"fail/an answer altered": {
			altering("GetRoster", `"class":"full"`, `"class":"none"`), replay.AnswerDiffers,
			map[string]string{"question": "GetRoster", "path": "members[0].membership.class", "expected": "full", "seen": "none"},
		},
		"fail/an answer cut off": {
			altering("ListSeals", `"seals":[`, `"seals":[],"x":[`), replay.AnswerDiffers, map[string]string{"path": "seals[0]"},
		},
		"fail/more than there is": {
			altering("GetSeal", `{`, `{"more":1,`), replay.AnswerDiffers, map[string]string{"path": "more", "expected": "-", "seen": "1"},
		},
		"fail/it refuses": {
			func(name string, _, answer []byte) ([]byte, error) {
				if name == "GetParty" {
					return nil, &refusal.Error{Code: refusal.UnknownRecord}
				}
				return answer, nil
			}, replay.AnswerDiffers, map[string]string{"question": "GetParty"},
		},
		"fail/it is silent": {
			func(name string, _, answer []byte) ([]byte, error) {
				if name == "GetProposal" {
					return nil, errors.New("no route")
				}
				return answer, nil
			}, replay.PeerSilent, map[string]string{"why": "no route"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := lived(t)
			liar := w.peer("industry")
			liar.ask = row.ask
			result, err := replay.CompareState(t.Context(), w.replayed(), liar, quick)
			require.NoError(t, err)
			require.Equal(t, "industry", result.Host)
			if row.code == "" {
				require.Empty(t, result.Findings)
				require.Equal(t, len(w.ledger.State()), result.Records)
				require.Greater(t, result.Questions, 50)
				require.EqualValues(t, len(w.blocks), result.Height)
				return
			}
			require.NotEmpty(t, result.Findings)
			found := result.Findings[0]
			require.Equal(t, row.code, found.Code, "%v", found)
			require.Equal(t, "industry", found.Params["host"])
			require.Equal(t, "peer.industry", found.Source)
			for param, want := range row.params {
				require.Equal(t, want, found.Params[param], "%s of %v", param, found)
			}
		})
	}
}

// endless makes up records, page after page.
func endless() func(string, []byte, []byte) ([]byte, error) {
	made := 0
	return records("seal", func(p *membership.Records) {
		p.Next = fmt.Sprintf("seal\x00z%09d", made)
		for range 1000 {
			made++
			p.Records = append(p.Records, membership.Record{Key: []string{"x", fmt.Sprint(made)}})
		}
	})
}

// A peer that is behind is compared at its own height; one that is ahead only when
// the replay has caught up.
func TestStateAtThePeersHeight(t *testing.T) {
	t.Parallel()
	w := lived(t)
	r := w.replayed()
	behind := w.peer("academia")
	behind.blocks = 8
	result, err := replay.CompareState(t.Context(), r, behind, quick)
	require.NoError(t, err)
	require.EqualValues(t, 8, result.Height)
	require.Len(t, result.Findings, 1)
	require.Equal(t, replay.PeerBehind, result.Findings[0].Code)
	require.Equal(t, map[string]string{"host": "academia", "height": "8", "expected": "17"}, result.Findings[0].Params)

	w.must(as(cisco), membership.CorrectParty{Request: "p", Names: en("Cisco"), Reason: "a typo"})
	_, err = replay.CompareState(t.Context(), r, w.peer("industry"), quick)
	require.ErrorIs(t, err, replay.ErrNotReplayed)
	result, err = replay.CompareState(t.Context(), r, w.peer("industry"), quick,
		replay.WithAdvance(func(context.Context, uint64) error { w.advance(r); return nil }))
	require.NoError(t, err)
	require.Empty(t, result.Findings)
	require.Equal(t, r.Height(), result.Height)
}

// While the chain grows an honest peer is not named; a liar that says so of itself
// for ever is.
func TestStateWhileTheChainGrows(t *testing.T) {
	t.Parallel()
	w := lived(t)
	r := w.replayed()
	moving := w.peer("industry")
	asked := 0
	moving.asked = func() {
		if asked++; asked == 3 {
			w.must(as(cisco), membership.CorrectParty{Request: "p", Names: en("Cisco"), Reason: "a typo"})
		}
	}
	advance := replay.WithAdvance(func(context.Context, uint64) error { w.advance(r); return nil })
	result, err := replay.CompareState(t.Context(), r, moving, quick, advance)
	require.NoError(t, err)
	require.Empty(t, result.Findings)
	require.Equal(t, r.Height(), result.Height)

	restless, height := w.peer("industry"), uint64(5)
	restless.height = func() (uint64, error) { height++; return height % 10, nil }
	result, err = replay.CompareState(t.Context(), r, restless, quick)
	require.NoError(t, err)
	require.Len(t, result.Findings, 1)
	require.Equal(t, replay.PeerMoving, result.Findings[0].Code)
	require.Equal(t, chain.Warning, result.Findings[0].Severity)
}

// A peer that has written a block and not yet its state is not named.
func TestStateIsWrittenAfterTheBlock(t *testing.T) {
	t.Parallel()
	w := lived(t)
	slow, asked := w.peer("industry"), 0
	old := w.replayed().At(uint64(len(w.blocks) - 1))
	slow.ask = func(name string, argument, answer []byte) ([]byte, error) {
		if asked++; asked > 60 {
			return answer, nil
		}
		late, err := membership.Answer(old, time.Now(), name, argument)
		if err != nil {
			return nil, err
		}
		return json.Marshal(late)
	}
	result, err := replay.CompareState(t.Context(), w.replayed(), slow, quick)
	require.NoError(t, err)
	require.Empty(t, result.Findings)
}

// A peer that cannot be reached is silent, and a caller who has enough is obeyed.
func TestSilence(t *testing.T) {
	t.Parallel()
	w := lived(t)
	gone := w.peer("industry")
	gone.height = func() (uint64, error) { return 0, errors.New("gone") }
	result, err := replay.CompareState(t.Context(), w.replayed(), gone, quick)
	require.NoError(t, err)
	require.Equal(t, replay.PeerSilent, result.Findings[0].Code)

	ctx, cancel := context.WithCancel(t.Context())
	stopping := w.peer("industry")
	stopping.asked = cancel
	_, err = replay.CompareState(ctx, w.replayed(), stopping, quick)
	require.ErrorIs(t, err, context.Canceled)
}

// Whoever waits is told how far it is, up to the end.
func TestProgress(t *testing.T) {
	t.Parallel()
	w, told := lived(t), map[string][2]uint64{}
	progress := func(phase string, done, total uint64) {
		require.LessOrEqual(t, done, total)
		require.GreaterOrEqual(t, done, told[phase][0])
		told[phase] = [2]uint64{done, total}
	}
	result, err := replay.CompareState(t.Context(), w.replayed(), w.peer("industry"), quick,
		replay.WithProgress(progress), replay.WithMaxQuestions(7))
	require.NoError(t, err)
	require.Equal(t, 7, result.Questions)
	objects := uint64(len(membership.Objects()))
	require.Equal(t, map[string][2]uint64{replay.PhaseRecords: {objects, objects}, replay.PhaseQuestions: {7, 7}}, told)
}
