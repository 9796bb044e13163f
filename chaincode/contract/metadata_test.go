package contract_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/stretchr/testify/require"

	"allianceregistry/membership"
)

var update = flag.Bool("update", false, "write testdata/metadata.json anew")

// metadataOf is what the chaincode tells of itself, indented.
func metadataOf(t *testing.T) []byte {
	t.Helper()
	e := newEndorser(t)
	_, response := e.invoke(good(t), "org.hyperledger.fabric:GetMetadata")
	require.EqualValues(t, shim.OK, response.GetStatus(), response.GetMessage())
	var text bytes.Buffer
	require.NoError(t, json.Indent(&text, response.GetPayload(), "", "  "))
	text.WriteByte('\n')
	return text.Bytes()
}

// The contract's metadata is what clients in other languages read: a change of
// it is seen here. To accept one: go test ./chaincode/contract -update
func TestMetadata(t *testing.T) {
	t.Parallel()
	golden := filepath.Join("testdata", "metadata.json")
	got := metadataOf(t)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, got, 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "to accept: go test ./chaincode/contract -update")
}

// The contract has the rules' transactions and questions, no more and no less,
// and says which of them only read.
func TestTransactionsAreTheRules(t *testing.T) {
	t.Parallel()
	var metadata struct {
		Contracts map[string]struct {
			Transactions []struct {
				Name       string            `json:"name"`
				Tags       []string          `json:"tag"`
				Parameters []json.RawMessage `json:"parameters"`
			} `json:"transactions"`
		} `json:"contracts"`
	}
	require.NoError(t, json.Unmarshal(metadataOf(t), &metadata))
	var names []string
	for _, transaction := range metadata.Contracts["registry"].Transactions {
		names = append(names, transaction.Name)
		writes := slices.Contains(membership.TransactionNames(), transaction.Name)
		tag, parameters := "evaluate", 1
		if writes {
			tag = "submit"
		}
		if transaction.Name == "Version" {
			parameters = 0
		}
		require.Len(t, transaction.Parameters, parameters, transaction.Name)
		require.Contains(t, lower(transaction.Tags), tag, transaction.Name)
	}
	slices.Sort(names)
	require.Equal(t, allNames(), names)
}

func lower(tags []string) (all []string) {
	for _, tag := range tags {
		all = append(all, string(bytes.ToLower([]byte(tag))))
	}
	return all
}
