package witness_test
import ("testing";"os";"allianceregistry/audit/index/indextest";"github.com/stretchr/testify/require";"allianceregistry/audit/witness")
func TestKeepForeign(t *testing.T){ d:="/tmp/tw/wlog"; os.RemoveAll(d); _,err:=witness.Init(d,"w.example"); require.NoError(t,err); w:=indextest.New(21).Live(150); x:=filledIndex(t,w,len(w.Chain),70); require.NoError(t,follow(t,d,x)) }
