if not admit() then return { 'lost' } end
publish(1)
return { 'ok', facts, wake }
