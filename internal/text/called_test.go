package text_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/internal/text"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/refusal"
)

// TestClassesAndOrgansAreNamed: a person reads what the charter calls them, also
// inside rules and refusals; a program reads ids.
func TestClassesAndOrgansAreNamed(t *testing.T) {
	called := text.CalledIn(charter.Charter{
		Classes: []charter.Class{{ID: "full", Names: form.Names{"en": "Full member", "zh": "正式会员"}}, {ID: "guest", Names: form.Names{"en": "Guest"}}},
		Organs:  []charter.Organ{{ID: "board", Names: form.Names{"en": "Board", "zh": "理事会"}}},
	})
	rule := charter.Explanation{Figure: &charter.Figure{
		Votes: charter.CountFor, Who: &charter.Who{Classes: []string{"full", "guest", "gone"}, Organ: "board"}, Relation: charter.AtLeast, Amount: "1",
	}}
	full := &refusal.Error{Code: refusal.ClassFull, Params: map[string]string{"class": "full", "most": "3"}}
	for lang, want := range map[string]struct{ class, other, organ, rule, refusal string }{
		"en": {"Full member", "Guest", "Board", "members of class Full member, Guest, gone who are also those who sit in Board", "Class Full member has its 3 members already."},
		"zh": {"正式会员", "Guest", "理事会", "“正式会员、Guest、gone”类别会员且属机构 理事会 席位", "类别 正式会员 已有 3 个会员，名额已满。"},
	} {
		said, err := text.In(lang)
		require.NoError(t, err)
		require.Equal(t, "full", said.Class("full"), "nobody has said what it is called")
		said = said.Calling(called)
		require.Equal(t, want.class, said.Class("full"))
		require.Equal(t, want.other, said.Class("guest"), "another language, if there is none in this")
		require.Equal(t, "gone", said.Class("gone"))
		require.Empty(t, said.Class(""))
		require.Equal(t, want.organ, said.Organ("board"))
		require.Contains(t, said.Explanation(rule, 0)[0][0], want.rule)
		require.Equal(t, want.refusal, said.Refusal(full))
		require.Equal(t, "full", said.Coded().Class("full"))
		require.Equal(t, "full", said.Coded().Calling(called).Class("full"))
	}
}
