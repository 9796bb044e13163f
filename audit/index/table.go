package index

import "strings"

// table is one table of the read model, as far as Add, Hash and Rebuild need to
// know it.
type table struct {
	name string
	// columns are all columns, those of the key first.
	columns []string
	keys    int
	// upsert says that a later row takes the place of an earlier one; kept is the
	// column that then stays as it was.
	upsert bool
	kept   string
	// queries has columns that are written by asking the database with the row's value.
	queries map[string]string
	// words says which columns' texts are looked up: PostgreSQL bounds those.
	words []bool
}

// tableOf is a table with the columns that are listed; a star marks one whose
// texts are looked up.
func tableOf(name string, keys int, columns string) *table {
	t := &table{name: name, keys: keys}
	for column := range strings.FieldsSeq(columns) {
		column, isWord := strings.CutSuffix(column, "*")
		t.columns, t.words = append(t.columns, column), append(t.words, isWord)
	}
	return t
}

// sanitize makes a row's texts ones that both databases take.
func (t *table) sanitize(row []any) {
	for i, value := range row {
		text, isText := value.(string)
		switch {
		case !isText:
		case t.words[i]:
			row[i] = lookupText(text)
		default:
			row[i] = sanitize(text)
		}
	}
}

func upserted(t *table, keeps string) *table {
	t.upsert, t.kept = true, keeps
	return t
}

func withQueries(asks map[string]string, t *table) *table {
	t.queries = asks
	return t
}

// The tables that come from the chain, in the order in which Hash reads them.
var (
	blockTable        = tableOf("block", 1, "number hash previous data txs size latest")
	txTable           = tableOf("tx", 1, "place id* code kind time name* host* keyhash party* type* event problem")
	tagTable          = tableOf("tag", 3, "kind value* place")
	versionTable      = tableOf("version", 3, "space* key place gone value whole")
	partyTable        = upserted(tableOf("party", 1, "id* place label record"), "")
	partyVersionTable = tableOf("partyversion", 2, "id* place label record")
	allianceTable     = upserted(tableOf("alliance", 1, "id* place status dissolved ended record"), "")
	epochTable        = upserted(tableOf("epoch", 2, "alliance* number place"), "")
	periodTable       = withQueries(map[string]string{"label": labelNow}, tableOf("period", 3,
		"alliance* party* began since until over sinceepoch untilepoch ended class* state* packed label ending reason"))
	proposalTable    = upserted(tableOf("proposal", 1, "id* place alliance* action* subject* by status filed record"), "place")
	endorsementTable = tableOf("endorsement", 1, "place alliance* proposal* party* host position time record")
	decisionTable    = upserted(tableOf("decision", 1, "proposal* place alliance* outcome time record"), "")
	charterTable     = upserted(tableOf("charter", 2, "alliance* version place record"), "")
	sealTable        = upserted(tableOf("seal", 2, "alliance* epoch place record"), "")
	claimTable       = upserted(tableOf("claim", 2, "about* id* place what* value* record"), "")
	attestationTable = tableOf("attestation", 4, "about* claim* party* place record")
	authorityTable   = tableOf("authority", 4, "party* host* keyhash* place record")
	consentTable     = upserted(tableOf("consent", 2, "alliance* party* place record"), "")
	docTable         = tableOf("doc", 1, "id place kind value field text folded")
	termTable        = tableOf("term", 2, "term* doc")

	tables = []*table{
		blockTable, txTable, tagTable, versionTable, partyTable, partyVersionTable, allianceTable, epochTable,
		periodTable, proposalTable, endorsementTable, decisionTable, charterTable, sealTable, claimTable,
		attestationTable, authorityTable, consentTable, docTable, termTable,
	}
)

// findingTable is about sources, and is no part of the content.
var findingTable = upserted(tableOf("finding", 3, "source* block digest level body"), "")

// insert is the statement that writes so many rows.
func (t *table) insert(rows int) string {
	values := make([]string, len(t.columns))
	for i, column := range t.columns {
		if values[i] = t.queries[column]; values[i] == "" {
			values[i] = "?"
		}
	}
	one := "(" + strings.Join(values, ",") + ")"
	text := "INSERT INTO " + t.name + " (" + strings.Join(t.columns, ",") + ") VALUES " + one + strings.Repeat(","+one, rows-1)
	if !t.upsert {
		return text
	}
	var sets []string
	for _, column := range t.columns[t.keys:] {
		if column != t.kept {
			sets = append(sets, column+"=excluded."+column)
		}
	}
	return text + " ON CONFLICT (" + strings.Join(t.columns[:t.keys], ",") + ") DO UPDATE SET " + strings.Join(sets, ",")
}
