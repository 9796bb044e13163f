package membership_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

func TestErrorCrossesTheLedger(t *testing.T) {
	t.Parallel()
	refusal := &membership.Error{Code: membership.NotAMember, Params: map[string]string{"alliance": zgc, "party": "REFUSED \"}{\n中"}}
	text := refusal.Error()
	for name, wrapped := range map[string]string{
		"ok/plain":           text,
		"ok/after words":     "Multiple errors occurred: - Transaction processing for endorser [peer:1]: Chaincode status Code: (500) UNKNOWN. Description: " + text,
		"ok/before words":    text + "\n- Transaction processing for endorser [peer:2]: " + text,
		"ok/after a refused": "connection REFUSED by peer; " + text,
		"ok/after a half":    "REFUSED NOT_A_MEMBER {\"alliance\": " + text,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, refusal, membership.ParseError(wrapped))
		})
	}
	for name, wrapped := range map[string]string{
		"fail/empty":          "",
		"fail/other words":    "connection REFUSED",
		"fail/no code":        "REFUSED  {}",
		"fail/lower case":     "REFUSED not_a_member {}",
		"fail/no parameters":  "REFUSED NOT_A_MEMBER",
		"fail/not parameters": "REFUSED NOT_A_MEMBER nobody",
		"fail/cut off":        text[:len(text)-3],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Nil(t, membership.ParseError(wrapped))
		})
	}
	require.Equal(t, "REFUSED BAD_BOOKMARK {}", (&membership.Error{Code: membership.BadBookmark}).Error())
}

func TestErrorIs(t *testing.T) {
	t.Parallel()
	refusal := fmt.Errorf("join: %w", &membership.Error{Code: membership.NotAMember, Params: map[string]string{"party": acme}})
	require.ErrorIs(t, refusal, &membership.Error{Code: membership.NotAMember})
	require.NotErrorIs(t, refusal, &membership.Error{Code: membership.NoRight})
	require.NotErrorIs(t, refusal, errors.New("NOT_A_MEMBER"))
}
