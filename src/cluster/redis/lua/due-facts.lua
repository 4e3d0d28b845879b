-- Facts that were held and whose time has come.
if not admit() then return { 'lost' } end
if not again then claim(micros) end
return { 'ok', facts, wake }
