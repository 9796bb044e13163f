package steps_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client/steps"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/input"
	"allianceregistry/membership"
	"allianceregistry/membership/refusal"
)

// read reads steps whose files lie in a folder.
func read(folder, content string) ([]steps.Step, error) {
	return steps.Read([]byte(content), steps.Folders{Steps: folder, Documents: folder})
}

func TestRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "minutes"), []byte("minutes"), 0o600))
	sum := sha256.Sum256([]byte("minutes"))
	list, err := read(folder, `steps:
- {as: a@x, request: r1, register: {kind: enterprise, names: {en: A}}}
- {as: a@x, join: {alliance: t@x, class: member}}
- {as: a@x, propose: {alliance: t@x, action: resolve, title: T, documentFile: minutes}}
- {as: b@x, endorse: {alliance: t@x, applicant: a@x, position: for}}
- {as: b@x, decide: {proposal: 4512859739a5f1829ed83c20}}
`)
	require.NoError(t, err)
	var verbs []string
	for _, step := range list {
		verbs = append(verbs, step.As+" "+step.Verb)
	}
	require.Equal(t, []string{"a@x register", "a@x join", "a@x propose", "b@x endorse", "b@x decide"}, verbs)
	require.Equal(t, "r1", list[0].Transaction.(membership.RegisterParty).Request)
	require.Equal(t, hex.EncodeToString(sum[:]), list[2].Transaction.(membership.Propose).Document)
	require.Equal(t, &membership.GetJoin{Alliance: "t@x", Party: "a@x"}, list[3].Applicant)
	require.Equal(t, "4512859739a5f1829ed83c20", list[4].Proposal())
	filled, err := list[3].WithProposal(membership.Proposal{ID: "p", Alliance: "t@x"})
	require.NoError(t, err)
	require.Equal(t, "p", filled.(membership.Endorse).Proposal)
	_, err = list[1].WithProposal(membership.Proposal{})
	require.Error(t, err, "a join is about no proposal yet")
}

// The same file has the same request ids, and the same step twice two of them: what is
// done is not done twice, and what stands twice is.
func TestRequestIDs(t *testing.T) {
	t.Parallel()
	const twice = "steps:\n- {as: a@x, leave: {alliance: t@x}}\n- {as: a@x, leave: {alliance: t@x}}\n"
	ids := func(content string) (found []string) {
		list, err := read("", content)
		require.NoError(t, err)
		for _, step := range list {
			found = append(found, step.Transaction.(membership.Leave).Request)
		}
		return found
	}
	first := ids(twice)
	require.NotEqual(t, first[0], first[1])
	require.Equal(t, first, ids(strings.ReplaceAll(twice, "{alliance: t@x}", "{ 'alliance': \"t@x\" }")), "equal meanings are equal")
	require.NotEqual(t, first[0], ids(strings.Replace(twice, "t@x", "u@x", 1))[0])
}

// An endorsement is followed by the step that it makes possible, unless the file leaves
// that to a later step.
func TestAlone(t *testing.T) {
	t.Parallel()
	const sponsor, vote = "{as: b@x, endorse: {alliance: t@x, applicant: a@x, position: sponsor}}", "{as: b@x, endorse: {alliance: t@x, applicant: a@x, position: for}}"
	const open, decide = "{as: b@x, vote: {alliance: t@x, applicant: a@x}}", "{as: b@x, decide: {alliance: t@x, applicant: a@x}}"
	for name, test := range map[string]struct {
		steps []string
		alone bool
	}{
		"last":                   {[]string{vote}, false},
		"another vote follows":   {[]string{vote, vote}, true},
		"decided by the file":    {[]string{vote, decide}, true},
		"opened by the file":     {[]string{sponsor, open}, true},
		"a sponsor, then a vote": {[]string{sponsor, vote}, false},
		"another's vote":         {[]string{vote, strings.Replace(vote, "a@x", "c@x", 1)}, false},
		"said so":                {[]string{strings.Replace(vote, "position", "noDecide: true, position", 1)}, true},
	} {
		list, err := read("", "steps:\n- "+strings.Join(test.steps, "\n- ")+"\n")
		require.NoError(t, err, name)
		require.Equal(t, test.alone, list[0].Alone, name)
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "charter"), []byte("{x: y}"), 0o600))
	var form *steps.FormError
	var unread *input.Invalid
	var denied *refusal.Error
	for name, test := range map[string]struct {
		content string
		target  any
	}{
		"fail/by nobody":          {"steps:\n- {register: {kind: enterprise, names: {en: A}}}", &form},
		"fail/no verb":            {"steps:\n- {as: a@x}", &form},
		"fail/two verbs":          {"steps:\n- {as: a@x, leave: {alliance: t@x}, consent: {alliance: t@x}}", &form},
		"fail/unknown verb":       {"steps:\n- {as: a@x, jion: {alliance: t@x}}", &unread},
		"fail/against the form":   {"steps:\n- {as: a@x, leave: {alliance: nowhere}}", &denied},
		"fail/against the form 2": {"steps:\n- {as: a@x, endorse: {alliance: nowhere, applicant: a@x, position: for}}", &denied},
	} {
		_, err := read(folder, test.content)
		require.ErrorAs(t, err, test.target, name)
	}
	_, err := read(folder, "steps:\n- {as: a@x, propose: {alliance: t@x, action: amend, charterFile: charter}}")
	require.ErrorContains(t, err, filepath.Join(folder, "charter"))
	inner := filepath.Join(folder, "steps")
	require.NoError(t, os.Mkdir(inner, 0o700))
	_, err = read(inner, "steps:\n- {as: a@x, propose: {alliance: t@x, action: resolve, title: T, documentFile: ../charter}}")
	var message *catalogue.Message
	require.ErrorAs(t, errors.Unwrap(err), &message)
	require.Equal(t, "file.outside", message.Key, "a document lies in the folder or below")
}
