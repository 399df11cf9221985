Console.WriteLine("MedReason");
