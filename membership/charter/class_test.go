package charter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/charter/chartertest"
	"allianceregistry/membership/refusal"
)

// A standing takes rights away from those of a class, and probation more of them.
func TestRightsLeft(t *testing.T) {
	t.Parallel()
	full := charter.Class{
		Rights:          []charter.Right{charter.Voice, charter.Vote, charter.ProposeRight},
		ProbationRights: []charter.Right{charter.Voice, charter.Vote},
		GraceRights:     []charter.Right{charter.Voice, charter.ProposeRight},
		LapsedRights:    []charter.Right{charter.Voice},
	}
	plain := charter.Class{Rights: full.Rights}
	for name, row := range map[string]struct {
		class     charter.Class
		state     charter.StandingState
		probation bool
		want      []charter.Right
	}{
		"ok/good":                   {full, charter.Good, false, full.Rights},
		"ok/grace":                  {full, charter.Grace, false, full.GraceRights},
		"ok/lapsed":                 {full, charter.Lapsed, false, full.LapsedRights},
		"ok/on probation":           {full, charter.Good, true, full.ProbationRights},
		"ok/on probation, in grace": {full, charter.Grace, true, []charter.Right{charter.Voice}},
		"ok/plain: good":            {plain, charter.Good, false, plain.Rights},
		"ok/plain: grace":           {plain, charter.Grace, false, plain.Rights},
		"fail/plain: lapsed":        {plain, charter.Lapsed, false, []charter.Right{}},
		"fail/plain: on probation":  {plain, charter.Good, true, []charter.Right{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, row.class.RetainedRights(row.state, row.probation))
		})
	}
	require.False(t, full.Retains(charter.SeatRight, charter.Lapsed, false))
	require.True(t, full.Retains(charter.SeatRight, charter.Good, false), "what a seat gives is not asked of the class")
}

// What a charter declares is found by its id, and what it does not is refused.
func TestDeclared(t *testing.T) {
	t.Parallel()
	c := chartertest.Whole()
	class, err := c.FindClass("guest")
	require.NoError(t, err)
	require.Equal(t, c.Classes[2], class)
	_, err = c.FindClass("boss")
	require.Equal(t, refusal.New(refusal.UnknownClass, "class", "boss"), err)

	organ, err := c.FindOrgan(chartertest.Council)
	require.NoError(t, err)
	require.Equal(t, c.Organs[1], organ)
	_, err = c.FindOrgan("senate")
	require.Equal(t, refusal.New(refusal.UnknownOrgan, "organ", "senate"), err)

	agreement, found := c.Agreement(chartertest.Code)
	require.True(t, found)
	require.Equal(t, c.Agreements[0], agreement)
	_, found = c.Agreement("oath")
	require.False(t, found)

	figure, found := c.FigureKind(chartertest.Attendance)
	require.True(t, found)
	require.Equal(t, c.Figures[0], figure)
	_, found = c.FigureKind("quorum")
	require.False(t, found)

	require.NoError(t, class.Admits(charter.Academic, "cas@academia"))
	require.Equal(t, refusal.New(refusal.KindNotAdmitted, "class", "guest", "kind", "individual", "party", "ada@h"), class.Admits(charter.Individual, "ada@h"))
	require.NoError(t, class.Permits(charter.Voice))
	require.Equal(t, refusal.New(refusal.NoRight, "class", "guest", "right", "vote"), class.Permits(charter.Vote))
}

func TestWeightsOfOnesOwn(t *testing.T) {
	t.Parallel()
	c := chartertest.ThreeClasses()
	for name, row := range map[string]struct {
		weights charter.Weights
		want    error
	}{
		"ok/none":          {nil, nil},
		"ok/the greatest":  {charter.Weights{chartertest.Population: charter.MaxWeight}, nil},
		"ok/nothing":       {charter.Weights{chartertest.Population: 0}, nil},
		"fail/too great":   {charter.Weights{chartertest.Population: charter.MaxWeight + 1}, refusal.New(refusal.BadWeight, "measure", "population", "weight", "1000000001", "most", "1000000000")},
		"fail/negative":    {charter.Weights{chartertest.Population: -1}, refusal.New(refusal.BadWeight, "measure", "population", "weight", "-1", "most", "1000000000")},
		"fail/a class's":   {charter.Weights{"dues": 1}, refusal.New(refusal.UnknownMeasure, "measure", "dues")},
		"fail/no measure":  {charter.Weights{"acres": 1}, refusal.New(refusal.UnknownMeasure, "measure", "acres")},
		"fail/first named": {charter.Weights{"dues": 1, "acres": 1}, refusal.New(refusal.UnknownMeasure, "measure", "acres")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, c.CheckWeights(row.weights))
		})
	}
}

// What fits a membership follows from its state, and what cannot be is refused with it.
func TestActionsFitStates(t *testing.T) {
	t.Parallel()
	states := []charter.MembershipState{"", charter.Active, charter.Suspended, charter.Ended}
	for action, fitting := range map[charter.Action][]charter.MembershipState{
		charter.Admit:         {"", charter.Ended},
		charter.Suspend:       {charter.Active},
		charter.Reinstate:     {charter.Suspended},
		charter.Expel:         {charter.Active, charter.Suspended},
		charter.Reclassify:    {charter.Active},
		charter.Renew:         {charter.Active},
		charter.Succeed:       {charter.Active},
		charter.SeatAction:    {charter.Active},
		charter.MandateAction: {charter.Active},
		charter.Vacate:        states,
	} {
		for _, state := range states {
			t.Run(string(action)+"/"+string(state), func(t *testing.T) {
				t.Parallel()
				err := action.Fits("zgc@h", "ada@h", state)
				for _, fits := range fitting {
					if fits == state {
						require.NoError(t, err)
						return
					}
				}
				named := string(state)
				if named == "" {
					named = "none"
				}
				require.Equal(t, refusal.New(refusal.StateUnfit, "alliance", "zgc@h", "party", "ada@h", "state", named, "action", string(action)), err)
			})
		}
	}
}
