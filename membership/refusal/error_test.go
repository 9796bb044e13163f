package refusal_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/membership/refusal"
)

func TestErrorCrossesTheLedger(t *testing.T) {
	t.Parallel()
	denied := &refusal.Error{Code: refusal.NotAMember, Params: map[string]string{"alliance": "zgc@industry", "party": "REFUSED \"}{\n中"}}
	text := denied.Error()
	for name, wrapped := range map[string]string{
		"ok/plain":           text,
		"ok/after words":     "Multiple errors occurred: - Transaction processing for endorser [peer:1]: Chaincode status Code: (500) UNKNOWN. Description: " + text,
		"ok/before words":    text + "\n- Transaction processing for endorser [peer:2]: " + text,
		"ok/after a refused": "connection REFUSED by peer; " + text,
		"ok/after a half":    "REFUSED NOT_A_MEMBER {\"alliance\": " + text,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, denied, refusal.Parse(wrapped))
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
			require.Nil(t, refusal.Parse(wrapped))
		})
	}
	require.Equal(t, "REFUSED BAD_BOOKMARK {}", (&refusal.Error{Code: refusal.BadBookmark}).Error())
}

func TestErrorIs(t *testing.T) {
	t.Parallel()
	denied := fmt.Errorf("join: %w", &refusal.Error{Code: refusal.NotAMember, Params: map[string]string{"party": "acme@industry"}})
	require.ErrorIs(t, denied, &refusal.Error{Code: refusal.NotAMember})
	require.NotErrorIs(t, denied, &refusal.Error{Code: refusal.NoRight})
	require.NotErrorIs(t, denied, errors.New("NOT_A_MEMBER"))
}
